# Bagian yang sama di semua surel: kepala, salam, penutup, dan sebutan dalam subjek.

mail-letterhead = SCORE Indonesia
mail-salutation = Yth. Bapak/Ibu { $name }
mail-opening = Dengan hormat,
mail-closing = Hormat kami,
mail-role = Kantor program, SCORE Indonesia
mail-help = Ada pertanyaan? Mohon balas surel ini; surel ini dibaca oleh { $sender }.
mail-link-hint = Apabila tombol tidak dapat dibuka, mohon salin alamat ini ke peramban:
mail-enterprises = { $count ->
   *[other] { $count } perusahaan
}
mail-months = { $count ->
   *[other] { $count } bulan
}
