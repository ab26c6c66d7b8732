-- what tells the version that was delivered, unless the schedule has another source by now
update schedule
set etag = $etag, last_modified = $last_modified, sha256 = $sha256
where schedule_id = $schedule_id and source_version = $source_version
