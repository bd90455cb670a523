# Berkas sebuah edisi: judul, kata untuk yang tidak ditampilkan, dan arti setiap angka.

summary-file-programme = SCORE Indonesia · Ringkasan triwulanan
summary-file-nation = Indonesia
summary-file-title = { $place }, { $quarter }
summary-file-edition = Edisi { $edition }, dengan data yang masuk sampai { $day }
summary-file-set-internal = Internal: semua angka, untuk kantor program dan para manajernya.
summary-file-set-public = Publik: angka dari sedikit perusahaan disamarkan.
summary-file-hidden = disamarkan
summary-file-hidden-why = “disamarkan”: kurang dari lima perusahaan melapor, dua di antaranya membentuk sebagian besar jumlahnya, atau angka lain yang disamarkan dapat dihitung darinya.
summary-file-no-level = satuan tiap perusahaan

summary-file-sheet-summary = Ringkasan
summary-file-sheet-months = Bulan
summary-file-sheet-indicators = Indikator
summary-file-sheet-training = Pelatihan
summary-file-sheet-alerts = Peringatan dini
summary-file-sheet-not-reported = Belum melapor
summary-file-sheet-differences = Perbedaan
summary-file-sheet-definitions = Definisi

summary-file-figure = Angka
summary-file-value = Nilai
summary-file-unit = Satuan
summary-file-n = n
summary-file-expected = dari N
summary-file-enterprises = perusahaan
summary-file-months = bulan
summary-file-percent-of-months = % dari bulan yang diharapkan
summary-file-reached = Perusahaan peserta sejauh ini
summary-file-planned = Rencana untuk tahun ini
summary-file-no-plan = tanpa rencana untuk tahun ini
summary-file-of-planned = dari { $of } yang direncanakan untuk tahun ini
summary-file-of = dari { $of }
summary-file-n-of = { $n } dari { $expected }
summary-file-n-of-months = { $n } dari { $expected } bulan
summary-file-below = Di bawah setiap angka: dari berapa perusahaan.
summary-file-in-both = { $count ->
   *[other] { $n } perusahaan
}
summary-file-enterprises-reporting = Perusahaan yang melapor
summary-file-received-rate = Laporan diterima
summary-file-on-time-rate = Laporan tepat waktu
summary-file-nothing = Tidak ada yang dilaporkan

summary-file-months-line = Satu laporan mencakup satu bulan dari satu perusahaan; kedua persentase dihitung dari yang diharapkan.
summary-file-month = Bulan
summary-file-months-expected = Diharapkan
summary-file-months-received = Diterima
summary-file-months-on-time = Tepat waktu
summary-file-received-rate-unit = Diterima, %
summary-file-on-time-rate-unit = Tepat waktu, %
summary-file-chart-rate = Laporan diterima, % dari yang diharapkan

summary-file-indicators-line = Perubahan dihitung sejak data awal tiap perusahaan; pertumbuhan dari perusahaan yang mempunyai nilai di kedua triwulan.
summary-file-indicator = Indikator
summary-file-level = Nilai
summary-file-median-change = Median perubahan sejak data awal
summary-file-change-unit = Satuan perubahan
summary-file-compared = Perusahaan dengan perubahan
summary-file-share-improved = Bagian yang membaik
summary-file-share-improved-unit = Bagian yang membaik, %
summary-file-with-value = Perusahaan dengan nilai
summary-file-asked = Perusahaan yang diharapkan
summary-file-growth-quarter = Pertumbuhan terhadap triwulan sebelumnya
summary-file-growth-year = Pertumbuhan terhadap triwulan yang sama tahun sebelumnya
summary-file-panel = Di kedua triwulan
summary-file-chart-improved = Perusahaan yang membaik sejak data awal, %

summary-file-training-line = Kehadiran, bukan jumlah orang yang berbeda.
summary-file-attendances = Kehadiran
summary-file-women = Perempuan
summary-file-men = Laki-laki
summary-file-not-stated = Tidak disebutkan
summary-file-total = Jumlah
summary-file-managers = Manajer
summary-file-workers = Pekerja
summary-file-sessions = Sesi kelas
summary-file-visits = Kunjungan lapangan
summary-file-trained = Perusahaan yang hadir
summary-file-satisfaction = Kepuasan, dari 100
summary-file-satisfied-by = Perusahaan yang menyatakan kepuasannya
summary-file-satisfied = { $value } · { $n } dari { $of }

summary-file-alerts-line = Peringatan dini muncul bila angka memburuk atau laporan tidak datang; kunjungan pendampingan menjawabnya.
summary-file-alerts-opened = Peringatan dini dibuka
summary-file-alerts-resolved = Peringatan dini selesai
summary-file-advisory-visits = Kunjungan pendampingan dilakukan

summary-file-not-reported-line = Nama perusahaan hanya untuk kalangan program: mohon bagian ini tidak diberikan kepada pihak luar.
summary-file-not-reported-none = Setiap bulan yang diharapkan sudah dijawab.
summary-file-enterprise = Perusahaan
summary-file-missing-months = Bulan yang belum dilaporkan

summary-file-difference = Perbedaan dari edisi sebelumnya
summary-file-material = Bermakna
summary-file-material-mark = bermakna
summary-file-yes = ya
summary-file-no = tidak
summary-file-differences-first = Ini edisi pertama; belum ada edisi sebelumnya.
summary-file-differences-none = Tidak ada angka di sini yang berbeda dari edisi sebelumnya.

summary-file-definitions-line = Arti setiap angka
summary-file-word = Istilah
summary-file-meaning = Arti

# Satu indikator dalam satu kalimat.
summary-define = { $formula }; { $direction }; perubahannya { $change } dan dianggap membaik bila melampaui { $floor }; { $level }.
summary-define-plain = { $formula }; { $direction }; { $change }; { $level }.
summary-define-higher = makin besar makin baik
summary-define-lower = makin kecil makin baik
summary-define-context = membantu membaca indikator lain dan tidak pernah dinilai membaik atau memburuk
summary-define-relative = dalam persen dari data awal
summary-define-points = selisih dari data awal
summary-define-pooled = selisih dari data awal; nilainya adalah jumlah pembilang dibagi jumlah penyebut dari dua belas bulan terakhir yang dilaporkan, paling sedikit tiga,
summary-define-no-change = perubahannya tidak ditampilkan
summary-define-sum = nilai sebuah kelompok adalah jumlah pembilang dibagi jumlah penyebut
summary-define-median = tiap perusahaan mempunyai satuannya sendiri, sehingga kelompok hanya mempunyai perubahan

measure-workers = pekerja (perempuan dan laki-laki)
measure-grievances-open = keluhan yang terbuka pada awal bulan dan yang diterima

summary-rule-expected-name = Diharapkan
summary-rule-expected = Satu bulan diharapkan dari perusahaan yang menjadi peserta pada setiap harinya, mulai bulan sesudah data awal pertamanya, dan tidak dibebaskan.
summary-rule-received-name = Diterima
summary-rule-received = Laporan atau “tidak ada yang dilaporkan”, selambat apa pun datangnya.
summary-rule-on-time-name = Tepat waktu
summary-rule-on-time = Pertama kali tersimpan paling lambat pukul 24.00 waktu setempat pada tanggal jatuh tempo, termasuk perpanjangannya.
summary-rule-nothing-name = Tidak ada yang dilaporkan
summary-rule-nothing = Dihitung sebagai diterima dan tidak ikut dalam rata-rata apa pun.
summary-rule-coverage-name = n dari N
summary-rule-coverage = N adalah perusahaan atau bulan yang diharapkan pada triwulan itu, n yang mempunyai nilai.
summary-rule-missing-name = –
summary-rule-missing = Angka tidak tersedia; yang tidak tersedia bukanlah nol.
summary-rule-baseline-change-name = Perubahan sejak data awal
summary-rule-baseline-change = Median perubahan tiap perusahaan sejak sebelum modul pertamanya; bukan bukti dampak.
summary-rule-improved-name = Bagian yang membaik
summary-rule-improved = Bagian dari perusahaan dengan perubahan yang berubah ke arah indikator lebih dari batas derau.
summary-rule-matched-name = Pertumbuhan
summary-rule-matched = Perubahan antara dua triwulan dari perusahaan yang mempunyai nilai di keduanya.
summary-rule-hidden-name = disamarkan
summary-rule-hidden = Pihak luar tidak melihat angka dari kurang dari lima perusahaan yang melapor, angka yang lebih dari 85% jumlahnya berasal dari dua perusahaan, maupun angka yang membuatnya dapat dihitung.
summary-rule-edition-name = Edisi
summary-rule-edition = Angka dibekukan dengan data yang masuk sampai harinya; sebuah edisi tidak pernah berubah, data yang datang kemudian membuat edisi berikutnya.
