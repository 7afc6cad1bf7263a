// Placeholder so the target exists while its first part is written.
