package postgres_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"example.org/tocsin/store/storetest"
)

// certificate makes a certificate of its own for 127.0.0.1, and its key.
func certificate(t *testing.T) (cert, key []byte) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	about := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "synthetic"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}
	raw, err := x509.CreateCertificate(rand.Reader, about, about, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: raw}), pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})
}

// TestTLS sees that the line is as safe as the address says, and never less.
func TestTLS(t *testing.T) {
	t.Parallel()
	s := server(t)
	name := database(t)
	chief := raw(t, s.URL(name))
	execute(t, chief, "CREATE ROLE courier LOGIN PASSWORD 'synthetic'; CREATE SCHEMA tocsin AUTHORIZATION courier")
	at := fmt.Sprintf("postgres://courier:synthetic@127.0.0.1:%s/%s?sslmode=", s.Port(), name)
	refused(t, at+"require", "server refused TLS connection")
	cert, key := certificate(t)
	owner, err := os.Stat(s.Dir)
	if err != nil {
		t.Fatal(err)
	}
	for file, content := range map[string][]byte{"server.crt": cert, "server.key": key} {
		path := filepath.Join(s.Dir, file)
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
		whose := owner.Sys().(*syscall.Stat_t)
		if err := os.Chown(path, int(whose.Uid), int(whose.Gid)); err != nil {
			t.Fatal(err)
		}
		execute(t, chief, fmt.Sprintf("ALTER SYSTEM SET ssl_%s_file = '%s'", strings.NewReplacer("server.crt", "cert", "server.key", "key").Replace(file), path))
	}
	execute(t, chief, "ALTER SYSTEM SET ssl = on")
	execute(t, chief, "SELECT pg_reload_conf()")
	for ask[string](t, s.URL(name), "SHOW ssl") != "on" {
		time.Sleep(time.Millisecond)
	}
	ours, other := filepath.Join(t.TempDir(), "ours.pem"), filepath.Join(t.TempDir(), "other.pem")
	stranger, _ := certificate(t)
	for path, content := range map[string][]byte{ours: cert, other: stranger} {
		if err := os.WriteFile(path, content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	refused(t, at+"verify-full&sslrootcert="+other, "certificate")
	refused(t, strings.Replace(at, "127.0.0.1", "localhost", 1)+"verify-full&sslrootcert="+ours, "the server cannot be reached")
	safe := open(t, at+"verify-full&sslrootcert="+ours, storetest.Sign)
	if err := safe.Append(t.Context(), one(newKey(t, safe), "kept")); err != nil {
		t.Fatal(err)
	}
	const lines = "SELECT count(*) FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE usename = 'courier' AND "
	if plain := ask[int](t, s.URL(name), lines+"NOT ssl"); plain != 0 {
		t.Fatalf("%d connections are in the clear", plain)
	}
	if sealed := ask[int](t, s.URL(name), lines+"ssl"); sealed == 0 {
		t.Fatal("no connection is seen")
	}
}
