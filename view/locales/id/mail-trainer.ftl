# Surel untuk pelatih: pemberitahuan, daftar mingguan, dan kabar bahwa narahubung berhenti menerima surel.

mail-trainer-ready-words = Selamat pagi Bapak/Ibu, saya pelatih SCORE. Data bulan { $months } belum kami terima. Ada yang dapat saya bantu?
mail-trainer-months = Data { $months }
mail-trainer-late = { $days ->
   *[other] Terlambat { $days } hari
}
mail-trainer-since = { $late }, sejak { $date }
mail-trainer-prefers-call = Lebih suka ditelepon
mail-trainer-no-phone = Nomor telepon belum tercatat
mail-trainer-whatsapp = WhatsApp
mail-trainer-more = { $count ->
   *[other] Dan { $count } perusahaan lain; mohon minta daftar lengkapnya dengan membalas surel ini.
}
mail-trainer-private = Nama dan nomor telepon ini hanya untuk pendampingan; mohon tidak diteruskan kepada pihak lain.
mail-trainer-why = Surel ini dikirim karena Bapak/Ibu tercatat sebagai pelatih pendamping dalam program SCORE. Apabila tidak ingin menerimanya lagi, mohon balas surel ini.

mail-notice-subject = Mohon dihubungi: { $enterprises } belum mengirim data
mail-notice-matter = mohon dihubungi
mail-notice-ask = Pengingat kedua sudah kami kirim hari ini, dan data berikut belum kami terima. Mohon bantuan Bapak/Ibu untuk menghubungi narahubungnya; sapaan dari pelatih sering lebih membantu daripada surel.
mail-notice-link = Tautan isian ada pada narahubung, dalam surel permohonan kami.

mail-digest-subject = { $count ->
    [0] Daftar mingguan SCORE, { $date }
   *[other] Daftar mingguan SCORE, { $date }: { $count } perusahaan belum mengirim data
}
mail-digest-ask = { $count ->
   *[other] Per { $date }, data dari { $count } perusahaan dampingan Bapak/Ibu belum kami terima. Mohon bantuan Bapak/Ibu untuk menghubungi narahubung berikut.
}
mail-digest-ask-none = Per { $date }, belum ada perusahaan dampingan Bapak/Ibu yang perlu diingatkan lewat telepon. Perusahaan berikut tidak kami jangkau lewat surel seperti biasa; mohon bantuan Bapak/Ibu.
mail-digest-ask-alerts = Per { $date }, angka perusahaan dampingan berikut perlu diperhatikan. Mohon bantuan Bapak/Ibu untuk menghubunginya, dan merencanakan kunjungan bila membantu.
mail-digest-alerts = Peringatan dini
mail-digest-alert-worse = { $indicator }: lebih buruk daripada data awal dalam dua dari tiga bulan terakhir; terlihat pada { $date }
mail-digest-alert-accidents = { $indicator }: kecelakaan dengan kehilangan jam kerja melebihi bulan mana pun sebelumnya; terlihat pada { $date }
mail-digest-alert-silence = Dua bulan berturut-turut tanpa jawaban; terlihat pada { $date }
mail-digest-matter = daftar mingguan, { $date }
mail-digest-late = Belum mengirim data
mail-digest-without-address = Tanpa alamat surel yang dapat dipakai
mail-digest-stopped = Berhenti menerima surel
mail-digest-prefer-call = Lebih suka ditelepon

mail-stopped-subject = { $enterprises }: narahubung berhenti menerima surel permohonan data
mail-stopped-matter = kabar tentang narahubung
mail-stopped-said = { $contact } dari { $enterprises } memilih berhenti menerima surel permohonan data. Permohonan dan pengingat tidak lagi kami kirim ke alamat surelnya.
mail-stopped-ask = Mohon bantuan Bapak/Ibu untuk menyepakati cara lain, misalnya lewat telepon. Narahubung dapat menerima surel kembali lewat halaman yang sama kapan saja.
