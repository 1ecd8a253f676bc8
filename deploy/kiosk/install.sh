#!/usr/bin/env bash
# Makes a Debian machine a kiosk. Usage: install.sh --release-key FILE.pub --bundle FILE.tar.gz
# Run as root from an unpacked bundle; again to mend. Changes nothing outside the places deploy/README.md names.
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

echo "1/6 packages"
export DEBIAN_FRONTEND=noninteractive
apt-get update -q >/dev/null
apt-get install -y -q --no-install-recommends python3 python3-venv openssh-client \
    xserver-xorg-core xserver-xorg-input-libinput xserver-xorg-video-fbdev xserver-xorg-legacy xinit x11-xserver-utils \
    espeak-ng alsa-utils cups-client fonts-dejavu-core >/dev/null
"$here/../trust-release.sh" "$key" "$bundle"

echo "2/6 user and folders"
id acredita >/dev/null 2>&1 || useradd --system --create-home --home-dir /var/lib/acredita --shell /usr/sbin/nologin acredita
# What it may touch: cameras, sound, serial scanners and lights, receipt printers, touch screens.
for group in video audio dialout lp input tty; do usermod -aG "$group" acredita; done
install -d -m 0750 -o acredita -g acredita /var/lib/acredita /var/lib/acredita/updates
install -d -m 0755 /etc/acredita /opt/acredita
[ -e /etc/acredita/acredita.toml ] || install -m 0644 "$here/acredita.toml" /etc/acredita/acredita.toml
[ -e /etc/acredita/kiosk.env ] || echo 'SCREEN_SLEEPS_S=600' >/etc/acredita/kiosk.env

echo "3/6 no way out"
install -D -m 0644 "$here/xorg-no-way-out.conf" /etc/X11/xorg.conf.d/90-acredita.conf
install -D -m 0644 "$here/logind.conf" /etc/systemd/logind.conf.d/90-acredita.conf
# X for a service's user: Debian asks for somebody at the console otherwise.
printf 'allowed_users=anybody\nneeds_root_rights=yes\n' >/etc/X11/Xwrapper.config
echo 'kernel.sysrq = 0' >/etc/sysctl.d/90-acredita.conf
systemctl mask --quiet ctrl-alt-del.target getty@tty1.service

echo "4/6 logs"
install -D -m 0644 "$here/journald.conf" /etc/systemd/journald.conf.d/90-acredita.conf

echo "5/6 services"
install -m 0644 "$here"/acredita-kiosk.service "$here"/acredita-update.service "$here"/acredita-update.timer /etc/systemd/system/
install -m 0755 "$here/acredita-update" /usr/local/sbin/acredita-update
ln -sfn /opt/acredita/current/venv/bin/acredita /usr/local/bin/acredita
systemctl enable --quiet acredita-kiosk.service acredita-update.timer

echo "6/6 release"
version=$(cat "$here/../../VERSION")
if [ ! -d "/opt/acredita/releases/$version" ]; then
    release=$("$here/../install-release.sh" "$here/../.." /opt/acredita)
    ln -sfn "$release" /opt/acredita/current
fi
echo "Installed. Now try acredita doctor and reboot; the screen asks for the pairing code, typed or scanned."
