# Halaman untuk berhenti menerima surel, dan untuk membatalkannya.

unsubscribe-title = Berhenti menerima surel permohonan data
unsubscribe-text = Setelah tombol ini ditekan, permohonan data dan pengingat tidak lagi dikirim ke alamat surel ini, untuk semua perusahaannya. Pelatih akan diberi tahu agar dapat menghubungi dengan cara lain.
unsubscribe-button = Berhenti menerima surel
unsubscribe-done-title = Surel permohonan data sudah dihentikan
unsubscribe-done-text = Permohonan data dan pengingat tidak lagi dikirim ke alamat ini. Data tetap dapat diisi lewat tautan yang sudah diterima. Berubah pikiran? Tombol ini membuat surel dikirim kembali.
unsubscribe-undo-button = Terima surel kembali
unsubscribe-undone-title = Surel permohonan data dikirim kembali
unsubscribe-undone-text = Terima kasih. Permohonan data berikutnya akan dikirim ke alamat ini seperti semula.
unsubscribe-invalid-title = Tautan ini tidak dikenali
unsubscribe-invalid = Mohon buka tautan langsung dari surel, atau balas surel kami agar kami hentikan pengirimannya.
