namespace Wasper.Gateway.Proxy;

/// <summary>The app has closed the connection on which a request was under way, before any of its answer. No <see cref="IOException"/>: after one of
/// those the HTTP client sends a request without a body once more, on its own, and a webhook would arrive twice.</summary>
internal sealed class ExchangeCutException(Exception? inner) : InvalidOperationException("The app closed the connection before it answered.", inner);
