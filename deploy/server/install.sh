#!/usr/bin/env bash
# Makes a Debian machine an assessor server. Usage: install.sh --release-key FILE.pub --bundle FILE.tar.gz
# Run as root from an unpacked bundle.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
key='' bundle=''
while [ $# -gt 0 ]; do
    case $1 in
        --release-key) key=$2; shift 2 ;;
        --bundle) bundle=$2; shift 2 ;;
        *) echo "usage: install.sh --release-key FILE.pub --bundle FILE.tar.gz" >&2; exit 2 ;;
    esac
done
[ "$(id -u)" -eq 0 ] || { echo "run it as root" >&2; exit 1; }
if [ ! -f "$key" ] || [ ! -f "$bundle" ]; then echo "give --release-key and --bundle" >&2; exit 1; fi

export DEBIAN_FRONTEND=noninteractive
apt-get update -q >/dev/null
apt-get install -y -q --no-install-recommends python3 python3-venv openssh-client >/dev/null
"$here/../trust-release.sh" "$key" "$bundle"
id acredita >/dev/null 2>&1 || useradd --system --create-home --home-dir /var/lib/acredita --shell /usr/sbin/nologin acredita
install -d -m 0750 -o acredita -g acredita /var/lib/acredita
install -d -m 0755 /etc/acredita /opt/acredita
[ -e /etc/acredita/acredita.toml ] || echo 'data_dir = "/var/lib/acredita"' >/etc/acredita/acredita.toml
version=$(cat "$here/../../VERSION")
[ -d "/opt/acredita/releases/$version" ] ||
    ln -sfn "$("$here/../install-release.sh" "$here/../.." /opt/acredita)" /opt/acredita/current
install -m 0644 "$here/acredita-server.service" /etc/systemd/system/
ln -sfn /opt/acredita/current/venv/bin/acredita /usr/local/bin/acredita
systemctl enable --quiet acredita-server.service
echo "Installed. Set base_url and organisation in /etc/acredita/acredita.toml, then: systemctl start acredita-server"
