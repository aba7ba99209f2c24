-- Prosody for `magpie bench compare`: loopback only, in a private folder, no limits, no federation.
-- The words that begin with a dollar sign are filled in by src/magpie/bench/servers/prosody.py.

pidfile = "$folder/prosody.pid"
data_path = "$folder/data"
certificates = "$folder"
log = { warn = "$folder/prosody.log" }

interfaces = { "127.0.0.1" }
c2s_ports = { $port }
c2s_direct_tls_ports = {}
s2s_ports = {}
http_ports = {}
https_ports = {}
ssl = { certificate = "$folder/localhost.crt", key = "$folder/localhost.key" }

-- All that a chat server of today has, so that the comparison is one of equals; `limits` is not
-- loaded, and neither is anything that only an operator needs.
modules_enabled = {
	"roster", "saslauth", "tls", "disco", "posix",
	"blocklist", "carbons", "csi_simple", "pep", "private", "smacks", "vcard4", "vcard_legacy",
	"ping", "register", "time", "uptime", "version",
	$modules
}
modules_disabled = { "s2s" }

c2s_require_encryption = false
allow_unencrypted_plain_auth = true
allow_registration = true
authentication = "internal_hashed"
password_hash = "$hash"

-- Accounts and rosters in files, where Prosody is quickest; the archive as the work wants it.
default_storage = "internal"
storage = { archive = "$storage" }
sql = { driver = "SQLite3", database = "prosody.sqlite" }
storage_archive_item_limit = 10000000
archive_expires_after = "never"
mam_include_total = false
max_archive_query_results = 50
groups_file = "$folder/groups.txt"

VirtualHost "$domain"
$rooms
