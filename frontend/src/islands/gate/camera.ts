/** Finds QR codes in the camera's picture: the browser's own detector where there is one, else zxing from our origin. */
import { BarcodeDetector as BundledDetector, prepareZXingModule } from "barcode-detector/ponyfill";
import wasmAddress from "zxing-wasm/reader/zxing_reader.wasm?url";

interface Detector {
  detect(source: CanvasImageSource): Promise<{ rawValue: string }[]>;
}
interface DetectorKind {
  new (options: { formats: string[] }): Detector;
  getSupportedFormats(): Promise<string[]>;
}

// The library would fetch its WebAssembly from a foreign host.
prepareZXingModule({
  overrides: { locateFile: (path: string, prefix: string) => (path.endsWith(".wasm") ? wasmAddress : prefix + path) },
});

async function makeDetector(): Promise<Detector> {
  const own = (globalThis as { BarcodeDetector?: DetectorKind }).BarcodeDetector;
  if (own !== undefined && (await own.getSupportedFormats()).includes("qr_code")) {
    return new own({ formats: ["qr_code"] });
  }
  return new BundledDetector({ formats: ["qr_code"] });
}

/**
 * Begins to look; every code seen in a picture is handed on, again and again while it is there. The next picture waits
 * for what `seen` returns: reading a picture would hold up the decision about the last one.
 */
export async function watch(video: HTMLVideoElement, seen: (text: string) => Promise<void>): Promise<void> {
  const detector = await makeDetector();
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: false,
    video: { facingMode: { ideal: "environment" }, width: { ideal: 1280 }, height: { ideal: 720 } },
  });
  video.srcObject = stream;
  video.hidden = false;
  await video.play();
  const look = async (): Promise<void> => {
    if (document.visibilityState === "visible" && video.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA) {
      try {
        for (const code of await detector.detect(video)) await seen(code.rawValue);
      } catch {
        // A picture that could not be read is followed by the next one.
      }
    }
    video.requestVideoFrameCallback(() => void look());
  };
  video.requestVideoFrameCallback(() => void look());
}
