class Entries {}
