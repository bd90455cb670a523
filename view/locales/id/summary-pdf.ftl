# Dua halaman ringkasan triwulanan, untuk dicetak atau diserahkan.

summary-pdf-kind = Ringkasan triwulanan
summary-pdf-title = Ringkasan triwulanan: { $place }, { $quarter }
summary-pdf-internal = Untuk kalangan sendiri: memuat nama perusahaan
summary-pdf-public = Untuk umum
summary-pdf-edition = Edisi { $edition } · data yang diterima sampai { $day }, { $time }
summary-pdf-more = { $count ->
   *[other] dan { $count } lainnya; selengkapnya ada di berkas
}
summary-pdf-hidden = disamarkan

summary-pdf-highlights = Yang menonjol

summary-pdf-enterprises = Perusahaan
summary-pdf-enrolled = perusahaan menjadi peserta sampai akhir triwulan
summary-pdf-planned = Target { $year }: { $planned } perusahaan
summary-pdf-unplanned = Belum ada target untuk { $year }.

summary-pdf-reporting = Pelaporan
summary-pdf-received = { $received } dari { $expected } laporan bulanan diterima
summary-pdf-details = { $on_time } tepat waktu ({ $rate }); { $nothing } tanpa kegiatan untuk dilaporkan
summary-pdf-who = { $reporting } dari { $expected } perusahaan menjawab sedikitnya sekali

summary-pdf-indicators = Indikator inti
summary-pdf-indicators-none = Belum ada laporan yang diterima untuk triwulan ini, sehingga belum ada angka yang dapat ditampilkan. Angka akan dimuat dalam edisi berikutnya setelah laporan masuk.
summary-pdf-indicator = Indikator
summary-pdf-n = Perusahaan dengan nilai
summary-pdf-level = Tingkat
summary-pdf-change = Perubahan sejak data awal
summary-pdf-quarter-before = Terhadap triwulan sebelumnya
summary-pdf-year-before = Terhadap triwulan yang sama tahun sebelumnya
summary-pdf-improved = Bagian yang membaik
summary-pdf-n-of = { $n } dari { $expected }
summary-pdf-of = dari { $count }
summary-pdf-output-unit = satuan sendiri
summary-pdf-unit-relative = { $unit }; perubahan dalam persen
summary-pdf-unit-points = { $unit }; perubahan dalam poin persen
summary-pdf-note-hidden = Disamarkan: kurang dari { $few } perusahaan melapor, dua di antaranya mencakup lebih dari { $share } jumlahnya, atau angka lain yang disamarkan dapat dihitung darinya.
summary-pdf-note-of-two = ¹ Dua perusahaan mencakup lebih dari { $share } jumlah ini; mohon tidak dikutip di luar program.

summary-pdf-training = Pelatihan yang diberikan
summary-pdf-sessions = sesi kelas
summary-pdf-visits = kunjungan lapangan
summary-pdf-trained = perusahaan ikut serta
summary-pdf-satisfaction = rata-rata kepuasan, dari 100
summary-pdf-satisfaction-of = rata-rata kepuasan, dari 100 ({ $n } dari { $of } perusahaan)
summary-pdf-attendances = Kehadiran
summary-pdf-women = Perempuan
summary-pdf-men = Laki-laki
summary-pdf-not-stated = Tidak disebut
summary-pdf-total = Jumlah
summary-pdf-managers = Manajer
summary-pdf-workers = Pekerja

summary-pdf-alerts = Peringatan dini dan kunjungan
summary-pdf-opened = peringatan dini dibuka
summary-pdf-resolved = peringatan dini selesai
summary-pdf-visited = kunjungan pendampingan dilakukan

summary-pdf-silent = Yang belum melapor
summary-pdf-silent-lead = { $count ->
    [0] Semua laporan yang diharapkan sudah diterima.
   *[other] Laporan dari { $count } perusahaan belum ada.
}

summary-pdf-differences = Yang baru dalam edisi ini
summary-pdf-differences-lead = Terhadap edisi { $edition }:
summary-pdf-differences-none = Tidak ada angka yang tampil berbeda.

summary-pdf-definitions = Cara membaca angka
summary-pdf-define-n = Perusahaan dengan nilai
summary-pdf-define-n-as = banyaknya perusahaan yang mempunyai nilai pada triwulan ini, dari yang dimintai data.
summary-pdf-define-level = Tingkat
summary-pdf-define-level-as = jumlah pembilang semua perusahaan dibagi jumlah penyebutnya; tidak tersedia apabila tiap perusahaan mempunyai satuan sendiri.
summary-pdf-define-change = Perubahan sejak data awal
summary-pdf-define-change-as = median perubahan tiap perusahaan dari nilainya sendiri sebelum modul pertama. Ini perubahan, bukan dampak.
summary-pdf-define-matched = Terhadap triwulan sebelumnya atau triwulan yang sama tahun sebelumnya
summary-pdf-define-matched-as = hanya dari perusahaan yang mempunyai nilai pada keduanya.
summary-pdf-define-improved = Bagian yang membaik
summary-pdf-define-improved-as = dari perusahaan yang perubahannya diketahui, yang membaik lebih dari sekadar kebetulan.
summary-pdf-define-reports = Laporan diterima
summary-pdf-define-reports-as = termasuk “tanpa kegiatan untuk dilaporkan”, yang tidak masuk rata-rata mana pun. Yang tidak tersedia (–) bukan nol.
