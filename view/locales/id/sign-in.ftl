# Halaman masuk, dari alamat surel sampai keluar lagi.

sign-in-title = Masuk
sign-in-text = Untuk pengelola, pelatih, dan mitra program. Mohon isi alamat surel; kami kirimkan tautan untuk masuk. Tidak perlu kata sandi.
sign-in-email-label = Alamat surel
sign-in-email-hint = Alamat yang terdaftar di kantor program, seperti nama@example.org
sign-in-email-wrong = Mohon isi alamat surel yang lengkap, seperti nama@example.org.
sign-in-button = Kirim tautan
sign-in-sent-title = Mohon Bapak/Ibu memeriksa surel
sign-in-sent = Apabila alamat itu terdaftar, tautan untuk masuk tiba dalam beberapa menit. Tautan berlaku 15 menit dan hanya dapat dipakai satu kali. Belum tiba? Mohon periksa folder spam, atau hubungi kantor program.
sign-in-again = Isi alamat lagi
sign-in-confirm-title = Masuk ke SCORE Indonesia
sign-in-confirm = Mohon tekan tombol ini untuk masuk di peramban ini.
sign-in-confirm-button = Masuk
sign-in-used-title = Tautan ini tidak berlaku lagi
sign-in-used = Tautan untuk masuk berlaku 15 menit dan hanya dapat dipakai satu kali. Mohon minta tautan baru.
sign-in-inside-title = Bapak/Ibu sudah masuk
sign-in-inside = Masuk sebagai { $name }. Mohon keluar apabila peramban ini juga dipakai orang lain.
sign-in-out-button = Keluar
sign-in-foreign-title = Permintaan ini datang dari halaman lain
sign-in-foreign = Demi keamanan, permintaan ini tidak dilanjutkan. Mohon buka halaman masuk dan coba lagi dari sana.
sign-in-unreadable-title = Isian ini tidak dapat dibaca
sign-in-unreadable = Yang dikirim bukan isian dari halaman masuk. Mohon buka halaman masuk dan isi alamat surel di sana.
