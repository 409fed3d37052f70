namespace Wasper.Gateway.Webhooks.Storage;

/// <summary>The spool cannot be written, read or opened; the message says why, and what an operator can do.</summary>
internal sealed class SpoolException(string message, Exception? inner = null) : Exception(message, inner);
