# Ringkasan triwulanan untuk manajer: semua provinsinya dalam satu surel.

mail-summary-subject = Ringkasan SCORE { $quarter }: { $places }
mail-summary-subject-news = Edisi baru ringkasan SCORE { $quarter }: { $places }
mail-summary-provinces = { $count ->
   *[other] { $count } provinsi
}
mail-summary-matter = ringkasan { $quarter }
mail-summary-lead = Berikut ringkasan { $quarter } untuk { $places }, dari data yang diterima sampai { $day }.
mail-summary-lead-news = Data yang datang kemudian mengubah angka { $quarter } untuk { $places }. Berikut edisi barunya, dari data yang diterima sampai { $day }; edisi ini menggantikan yang sebelumnya.
mail-summary-enclosed = Berkas PDF yang terlampir memuat semua angka dalam dua halaman. Angka yang sama ada dalam berkas di balik tautan; mohon masuk lebih dahulu, karena tanpa itu yang tampil hanya edisi untuk umum.
mail-summary-linked = Semua angka ada dalam berkas di balik tautan; mohon masuk lebih dahulu, karena tanpa itu yang tampil hanya edisi untuk umum.
mail-summary-news = Yang baru dalam edisi { $edition }
mail-summary-news-of = { $place }: yang baru dalam edisi { $edition }
mail-summary-more = Dan { $count } lainnya; selengkapnya ada di berkas.
mail-summary-enterprises = Perusahaan peserta
mail-summary-target = Target { $year }: { $planned }
mail-summary-reports = Laporan bulanan diterima
mail-summary-received = { $received } dari { $expected }
mail-summary-received-nothing = { $received } dari { $expected }, { $nothing } di antaranya tanpa kegiatan untuk dilaporkan
mail-summary-on-time = { $count } tepat waktu
mail-summary-late = { $count } terlambat
mail-summary-silent = { $count } tanpa jawaban
mail-summary-highlights = Yang menonjol
mail-summary-changes = Median perubahan sejak data awal
mail-summary-of = { $count } dari { $expected } perusahaan
mail-summary-of-level = { $count } dari { $expected } perusahaan; tingkat { $level }
mail-summary-pdf = { $place }, edisi { $edition } (PDF)
mail-summary-xlsx = { $place }, edisi { $edition } (XLSX)
mail-summary-private = Ringkasan ini memuat nama perusahaan. Mohon hanya meneruskan edisi untuk umum, yang dapat diminta dari kantor program.
mail-summary-why = Surel ini dikirim karena Bapak/Ibu tercatat sebagai manajer dalam program SCORE. Apabila tidak ingin menerimanya lagi, mohon balas surel ini.
