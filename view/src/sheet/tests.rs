//! Files as people make them, read back as they meant them.
