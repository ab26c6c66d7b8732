-- what the file says of itself, and whose it is
select
    about.published_at, about.source_version, about.schema_version, about.reporting_timezone,
    (select cast(installation_id as varchar) from installation) as installation
from shown.about as about
