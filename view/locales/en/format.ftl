# Names of days and months, and the order of a date's parts. Numbers arrive here formatted.

weekday-1 = Monday
weekday-2 = Tuesday
weekday-3 = Wednesday
weekday-4 = Thursday
weekday-5 = Friday
weekday-6 = Saturday
weekday-7 = Sunday

month-1 = January
month-2 = February
month-3 = March
month-4 = April
month-5 = May
month-6 = June
month-7 = July
month-8 = August
month-9 = September
month-10 = October
month-11 = November
month-12 = December

quarter-1 = I
quarter-2 = II
quarter-3 = III
quarter-4 = IV

half-year-1 = I
half-year-2 = II

format-date-full = { $weekday }, { $date }
format-date-long = { $day } { $month } { $year }
format-month = { $month } { $year }
format-quarter = Quarter { $number } { $year }
format-half-year = Half-year { $number } { $year }
format-clock-time = { $hour }:{ $minute } { $zone }
format-list = { $before } and { $last }
format-percent = { $number }%
format-rupiah = Rp{ $number }
format-rupiah-negative = -Rp{ $number }

language-name = English
language-other-name = Bahasa Indonesia
