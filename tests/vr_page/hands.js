// Hands made of code, in a Quest 3 made of code (iwer): they aim at what the page says is there,
// and pinch or pull the trigger. Put into the page before its own scripts run.
(() => {
  const device = new IWER.XRDevice(IWER.metaQuest3, { stereoEnabled: false });
  device.installRuntime({ forceInstall: true });
  device.position.set(0, 1.62, 0);

  const frame = () => new Promise((done) => requestAnimationFrame(done));
  const frames = async (many) => {
    for (let i = 0; i < many; i += 1) await frame();
  };
  const stage = () => window.acredita?.stage;

  /** The turn from looking along -z to looking along a direction. */
  function towards(from, to) {
    const [x, y, z] = to.map((value, i) => value - from[i]);
    const long = Math.hypot(x, y, z);
    const yaw = Math.atan2(-x, -z) / 2, nod = Math.asin(y / long) / 2;
    // Turned about the upright, then nodded.
    return [
      Math.cos(yaw) * Math.sin(nod), Math.sin(yaw) * Math.cos(nod),
      -Math.sin(yaw) * Math.sin(nod), Math.cos(yaw) * Math.cos(nod),
    ];
  }

  function held(side) {
    return device.primaryInputMode === "hand" ? device.hands[side] : device.controllers[side];
  }

  async function where(name, within = 20000) {
    const until = performance.now() + within;
    while (performance.now() < until) {
      const at = stage()?.reachable()[name];
      if (at) return at;
      await frame();
    }
    throw new Error(`nothing called "${name}" can be reached: ${Object.keys(stage()?.reachable() ?? {})}`);
  }

  /** Where the hand is held: another place where something else is in the way. */
  const HELD = [[0.16, 1.28, -0.12], [-0.12, 1.3, -0.1], [0.34, 1.5, -0.05], [-0.34, 1.5, 0], [0, 1.75, -0.1]];

  /** Moves as an arm does: what jumps is no hand, and the kiosk says so. */
  async function reach(hand, to) {
    const from = [hand.position.x, hand.position.y, hand.position.z];
    const far = Math.hypot(...to.map((value, i) => value - from[i]));
    const steps = Math.ceil(far / 0.07);
    for (let step = 1; step <= steps; step += 1) {
      hand.position.set(...to.map((value, i) => from[i] + ((value - from[i]) * step) / steps));
      await frame();
    }
  }

  async function aim(hand, from, name) {
    await reach(hand, from);
    hand.quaternion.set(...towards(from, await where(name)));
    await frames(2);
    // Where it is may have changed while the hand moved: belt and panels follow the head.
    hand.quaternion.set(...towards(from, await where(name)));
    await frames(2);
    return stage().aimed.includes(name);
  }

  async function pressOnce(name) {
    const hand = held("right");
    let aimed = false;
    for (const [x, y, z] of HELD) {
      aimed = await aim(hand, [x + device.position.x, y, z + device.position.z], name);
      if (aimed) break;
    }
    if (!aimed) throw new Error(`"${name}" is hidden behind ${stage().aimed}`);
    const squeeze = (value) => {
      if (device.primaryInputMode === "hand") hand.updatePinchValue(value);
      else hand.updateButtonValue("trigger", value);
    };
    squeeze(1);
    await frames(3);
    squeeze(0);
    await frames(3);
  }

  window.hands = {
    device,
    use(mode) {
      device.primaryInputMode = mode;
      device.hands.left.position.set(-0.25, 1.15, -0.3);
      device.controllers.left.position.set(-0.25, 1.05, -0.3);
      device.controllers.left.quaternion.set(-0.2, 0, 0, 0.98);
    },
    async look(name, seconds) {
      const head = [device.position.x, device.position.y, device.position.z];
      device.quaternion.set(...towards(head, await where(name)));
      const until = performance.now() + seconds * 1000;
      while (performance.now() < until) await frame();
    },
    ahead() {
      device.quaternion.set(0, 0, 0, 1);
    },
    async press(...names) {
      for (const name of names) await pressOnce(name);
    },
    /** Presses a name as often as something has to be moved. */
    async repeat(name, times) {
      for (let i = 0; i < times; i += 1) await pressOnce(name);
    },
    async reachable() {
      return Object.keys(stage()?.reachable() ?? {});
    },
  };
})();
