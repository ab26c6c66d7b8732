-- the currencies that a code or symbol in a price cell may mean, the likeliest first; ['?'] for
-- three letters that are no currency, [] for what is neither
create or replace temp macro symbol_currencies(symbol) as
case
    when coalesce(symbol, '') = '' then null
    when symbol = '€' then ['EUR']
    when symbol = '£' then ['GBP', 'EGP', 'FKP', 'GIP', 'SHP']
    when symbol = '$' then [
        'USD', 'CAD', 'AUD', 'NZD', 'SGD', 'HKD', 'MXN', 'TWD', 'ARS', 'CLP', 'COP', 'BBD', 'BMD',
        'BND', 'BSD', 'BZD', 'FJD', 'GYD', 'JMD', 'KYD', 'LRD', 'NAD', 'SBD', 'SRD', 'TTD', 'XCD'
    ]
    when symbol in ('US$', 'USD$') then ['USD']
    when symbol in ('C$', 'CA$') then ['CAD']
    when symbol in ('A$', 'AU$') then ['AUD']
    when symbol = 'NZ$' then ['NZD']
    when symbol = 'HK$' then ['HKD']
    when symbol = 'S$' then ['SGD']
    when symbol = 'NT$' then ['TWD']
    when symbol = 'MX$' then ['MXN']
    when symbol = 'R$' then ['BRL']
    when symbol in ('¥', '￥') then ['JPY', 'CNY']
    when symbol = '元' then ['CNY', 'TWD']
    when symbol = '円' then ['JPY']
    when symbol = '₹' then ['INR']
    when lower(symbol) in ('rs', '₨') then ['INR', 'PKR', 'LKR', 'NPR', 'MUR', 'SCR']
    when symbol in ('₩', '원') then ['KRW', 'KPW']
    when symbol = '₽' then ['RUB']
    when symbol = '₺' then ['TRY']
    when symbol = '₴' then ['UAH']
    when symbol = '₫' then ['VND']
    when symbol = '₪' then ['ILS']
    when symbol = '฿' then ['THB']
    when symbol = '₱' then ['PHP']
    when symbol = '₦' then ['NGN']
    when symbol = '₸' then ['KZT']
    when symbol = '₡' then ['CRC']
    when symbol = '₲' then ['PYG']
    when symbol = '₾' then ['GEL']
    when symbol = '₵' then ['GHS']
    when symbol = '৳' then ['BDT']
    when symbol = '₮' then ['MNT']
    when symbol = '֏' then ['AMD']
    when symbol = '₼' then ['AZN']
    when symbol = '៛' then ['KHR']
    when symbol = '₭' then ['LAK']
    when symbol = 'R' then ['ZAR']
    when symbol = 'RM' then ['MYR']
    when symbol = 'Rp' then ['IDR']
    when symbol = 'S/' then ['PEN']
    when symbol = 'SFr' then ['CHF']
    when lower(symbol) = 'zł' then ['PLN']
    when lower(symbol) = 'kč' then ['CZK']
    when lower(symbol) = 'kr' then ['SEK', 'NOK', 'DKK', 'ISK']
    when lower(symbol) = 'ft' then ['HUF']
    when lower(symbol) = 'fr' then ['CHF']
    when regexp_full_match(symbol, '[A-Za-z]{3}')
        then case when is_currency(upper(symbol)) then [upper(symbol)] else ['?'] end
    else []
end
