package postgres_test

const partOf = "TOCSIN_STORE_TEST_PART"

func play(string, []string) error { return nil }
