# Nama hari dan bulan, dan urutan bagian tanggal. Angka sudah diformat sebelum sampai di sini.

weekday-1 = Senin
weekday-2 = Selasa
weekday-3 = Rabu
weekday-4 = Kamis
weekday-5 = Jumat
weekday-6 = Sabtu
weekday-7 = Minggu

month-1 = Januari
month-2 = Februari
month-3 = Maret
month-4 = April
month-5 = Mei
month-6 = Juni
month-7 = Juli
month-8 = Agustus
month-9 = September
month-10 = Oktober
month-11 = November
month-12 = Desember

quarter-1 = I
quarter-2 = II
quarter-3 = III
quarter-4 = IV

half-year-1 = I
half-year-2 = II

format-date-full = { $weekday }, { $date }
format-date-long = { $day } { $month } { $year }
format-month = { $month } { $year }
format-quarter = Triwulan { $number } { $year }
format-half-year = Semester { $number } { $year }
format-clock-time = pukul { $hour }.{ $minute } { $zone }
format-list = { $before } dan { $last }
format-percent = { $number }%
format-rupiah = Rp{ $number }
format-rupiah-negative = -Rp{ $number }

language-name = Bahasa Indonesia
language-other-name = English
