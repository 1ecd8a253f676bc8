"""How models/ppe/model.onnx is made: data, network, loss, training, export, evaluation."""
