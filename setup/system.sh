#!/usr/bin/env bash
# Installs the Debian or Ubuntu packages that a set of tasks needs. Usage: setup/system.sh venv|test|faults|bench
set -euo pipefail
declare -A packages=()
need() { # command-or-file  package...
    local probe=$1; shift
    if [[ $probe == /* ]]; then [ -e "$probe" ] && return 0; else command -v "$probe" >/dev/null && return 0; fi
    for package in "$@"; do packages[$package]=1; done
}
case ${1:-test} in
    venv) packages[python3-venv]=1 ;;
    test)
        if ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null; then packages[chromium]=1; fi
        need pdftoppm poppler-utils              # looks at PDFs
        need Xvfb xvfb                           # a real window without a screen
        need xdotool xdotool                     # touches in that window
        need node nodejs                         # independent verifiers from npm
        need npm npm
        need espeak-ng espeak-ng                 # the kiosk reads aloud
        need softhsm2-util softhsm2              # a PKCS#11 token for the root key
        need aplay alsa-utils                    # a loudspeaker and a microphone of files
        need /usr/sbin/cupsd cups-daemon         # a printer of files, through the real CUPS
        need lp cups-client
        need cc gcc                              # builds an OpenXR runtime for the tests
        need /usr/include/openxr/openxr.h libopenxr-dev
        need ffmpeg ffmpeg                       # a network camera on loopback: MJPEG
        # The same for RTSP: GStreamer's server, from the distribution's own Python.
        if ! /usr/bin/python3 -c 'import gi; [gi.require_version(n, "1.0") for n in ("Gst", "GstRtspServer")]
from gi.repository import Gst; Gst.init(None)
assert all(Gst.ElementFactory.find(n) for n in ("videotestsrc", "jpegenc", "rtpjpegpay"))' 2>/dev/null; then
            for package in python3-gi gir1.2-gst-rtsp-server-1.0 gstreamer1.0-plugins-base gstreamer1.0-plugins-good; do
                packages[$package]=1
            done
        fi
        need /usr/share/fonts/truetype/dejavu/DejaVuSans.ttf fonts-dejavu-core
        ;;
    faults)
        need fiu-run fiu-utils                   # makes fsync and fdatasync fail
        need faketime faketime                   # moves a process's clock
        need cc gcc                              # builds the disk under a kiosk whose syncs fail
        ;;
    bench)
        need /usr/sbin/mosquitto mosquitto       # what one could have instead of our intake
        need redis-server redis-server
        need /usr/sbin/nats-server nats-server
        ;;
    *) echo "usage: setup/system.sh venv|test|faults|bench" >&2; exit 2 ;;
esac
[ ${#packages[@]} -eq 0 ] && exit 0
wanted=$(printf '%s\n' "${!packages[@]}" | sort | tr '\n' ' ')
if ! command -v apt-get >/dev/null; then
    echo "These packages are needed and this system has no apt: $wanted" >&2
    echo "Install them with your system's package manager, then try again." >&2
    exit 1
fi
root=()
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "Ask an administrator to run: apt-get install $wanted" >&2
        exit 1
    fi
    root=(sudo)
fi
echo "Installing system packages: $wanted"
log=$(mktemp)
export DEBIAN_FRONTEND=noninteractive
if ! { "${root[@]}" apt-get update -q && "${root[@]}" apt-get install -y -q --no-install-recommends $wanted; } >"$log" 2>&1; then
    tail -n 20 "$log" >&2
    echo "apt could not install: $wanted (whole log: $log)" >&2
    exit 1
fi
