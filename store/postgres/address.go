package postgres

import (
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
)

// errNoAddress says that an address cannot be read. What the library says of it
// may hold the password.
var errNoAddress = errors.New("the address of the database cannot be read; it is written as " +
	"postgres://USER@HOST:PORT/DATABASE?sslmode=verify-full, and signs in names that mean something there as %XX")

// errNoOption says that something behind the address is not understood.
var errNoOption = errors.New("the address of the database holds an option that is not understood, or names a file, a service or a certificate that is not there")

// parse reads an address.
func parse(address string) (*pgxpool.Config, error) {
	read, err := url.Parse(address)
	if err != nil || read.Scheme != "postgres" && read.Scheme != "postgresql" {
		return nil, errNoAddress
	}
	config, err := pgxpool.ParseConfig(address)
	if err != nil {
		return nil, errNoOption
	}
	conn := config.ConnConfig
	for name, value := range map[string]string{
		"application_name": "tocsin",
		// Who waits for the head longer than this has a neighbor that hangs;
		// and whoever hangs while he holds it is cut off before.
		"lock_timeout":                        "30s",
		"idle_in_transaction_session_timeout": "15s",
		"statement_timeout":                   "0",
	} {
		if _, set := conn.RuntimeParams[name]; !set {
			conn.RuntimeParams[name] = value
		}
	}
	if conn.ConnectTimeout == 0 {
		conn.ConnectTimeout = reaching
	}
	// Of several hosts the one is meant that writes, unless it is said.
	if conn.ValidateConnect == nil && strings.Contains(placeOf(config), ",") {
		conn.ValidateConnect = pgconn.ValidateConnectTargetSessionAttrsReadWrite
	}
	return config, nil
}

// placeOf names a database without user, password or options.
func placeOf(config *pgxpool.Config) string {
	conn := config.ConnConfig
	hosts := []string{fmt.Sprintf("%s:%d", conn.Host, conn.Port)}
	for _, other := range conn.Fallbacks {
		// One host may be there twice, with and without TLS.
		host := fmt.Sprintf("%s:%d", other.Host, other.Port)
		if !slices.Contains(hosts, host) {
			hosts = append(hosts, host)
		}
	}
	return fmt.Sprintf("the database %q at %s", conn.Database, strings.Join(hosts, ","))
}
