/** What the viewer is told before it starts: it fetches nothing but the model. */
self.ModelViewerElement = {
  dracoDecoderLocation: "",
  ktx2TranscoderLocation: "",
  lottieLoaderLocation: "",
  meshoptDecoderLocation: "",
};
