# Tautan sekali pakai untuk masuk.

mail-sign-in-subject = Tautan untuk masuk ke SCORE Indonesia
mail-sign-in-matter = masuk ke SCORE Indonesia
mail-sign-in-said = Ada permintaan untuk masuk ke SCORE Indonesia dengan alamat surel ini. Tautan di bawah ini berlaku 15 menit dan hanya dapat dipakai satu kali.
mail-sign-in-button = Masuk
mail-sign-in-unasked = Apabila Bapak/Ibu tidak memintanya, surel ini boleh diabaikan: tanpa tautan ini tidak seorang pun dapat masuk. Mohon tidak meneruskan surel ini kepada siapa pun.
mail-sign-in-why = Surel ini dikirim karena alamat ini diisikan pada halaman masuk.
