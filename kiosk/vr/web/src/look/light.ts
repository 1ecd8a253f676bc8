// Sun, sky and rooms: one sun with shadows that are worked out once, and light from all around.
import {
  AmbientLight, BackSide, Color, DirectionalLight, Fog, HemisphereLight, Mesh, Object3D,
  PCFShadowMap, PointLight, type Scene, ShaderMaterial, SphereGeometry, Vector3,
  type WebGLRenderer, ACESFilmicToneMapping,
} from "three";
import type { World } from "../world/types";

export function prepareRenderer(renderer: WebGLRenderer): void {
  renderer.shadowMap.enabled = true;
  renderer.shadowMap.type = PCFShadowMap;
  renderer.shadowMap.autoUpdate = false;
  renderer.toneMapping = ACESFilmicToneMapping;
  renderer.toneMappingExposure = 1.12;
}

/** Lights a place. The shadows' size follows how far one can go there. */
export function light(scene: Scene, world: World): void {
  const sky = new Color(world.sky);
  const day = world.light === "day";
  scene.background = sky;
  if (day) {
    scene.fog = new Fog(sky, 30, 170);
    scene.add(dome(sky));
  }
  scene.add(new HemisphereLight(day ? "#dcebf7" : "#fff6e8", day ? "#8a7a63" : "#b5a48e", day ? 1.6 : 2.1));
  scene.add(new AmbientLight("#ffffff", day ? 0.3 : 0.6));
  scene.add(sunOf(world, day));
  if (!day) {
    for (const view of world.views) {
      const lamp = new PointLight("#ffe2bd", 3.2, 7, 1.6);
      lamp.position.set(view.stand[0], view.stand[1] + 2.2, view.stand[2]);
      scene.add(lamp);
    }
  }
}

function sunOf(world: World, day: boolean): Object3D {
  const [low, high] = reachOf(world);
  const middle = low.clone().add(high).multiplyScalar(0.5);
  const far = Math.max(4, low.distanceTo(high) / 2 + (day ? 6 : 3));
  const sun = new DirectionalLight(day ? "#fff1d6" : "#fff0da", day ? 2.7 : 1.7);
  sun.position.copy(middle).add(new Vector3(...world.sun).normalize().multiplyScalar(30));
  sun.target.position.copy(middle);
  sun.castShadow = true;
  sun.shadow.mapSize.set(2048, 2048);
  sun.shadow.camera.left = -far;
  sun.shadow.camera.right = far;
  sun.shadow.camera.top = far;
  sun.shadow.camera.bottom = -far;
  sun.shadow.camera.near = 1;
  sun.shadow.camera.far = 70;
  sun.shadow.bias = -0.0006;
  sun.shadow.normalBias = 0.03;
  const both = new Object3D();
  both.add(sun, sun.target);
  return both;
}

function reachOf(world: World): [Vector3, Vector3] {
  const low = new Vector3(Infinity, Infinity, Infinity), high = low.clone().negate();
  for (const view of world.views) {
    for (const [x0, z0, x1, z1] of view.areas) {
      low.min(new Vector3(x0, view.stand[1], z0));
      high.max(new Vector3(x1, view.stand[1], z1));
    }
  }
  for (const thing of world.things) {
    low.min(new Vector3(...thing.at));
    high.max(new Vector3(...thing.at));
  }
  return [low, high];
}

/** A sky that is lighter towards the horizon. */
function dome(sky: Color): Mesh {
  const material = new ShaderMaterial({
    side: BackSide,
    depthWrite: false,
    fog: false,
    uniforms: { low: { value: sky }, high: { value: new Color("#5d9fd6") } },
    vertexShader: `varying float up;
      void main() {
        up = normalize(position).y;
        gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
      }`,
    fragmentShader: `varying float up; uniform vec3 low; uniform vec3 high;
      void main() {
        gl_FragColor = vec4(mix(low, high, pow(clamp(up, 0.0, 1.0), 0.62)), 1.0);
        #include <colorspace_fragment>
      }`,
  });
  const mesh = new Mesh(new SphereGeometry(160, 24, 12), material);
  mesh.frustumCulled = false;
  mesh.renderOrder = -1;
  return mesh;
}
