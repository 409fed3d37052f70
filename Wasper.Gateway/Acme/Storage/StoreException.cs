namespace Wasper.Gateway.Acme.Storage;

/// <summary>The place where gateways keep what they share cannot be read or written. The message is a sentence for the operator.</summary>
internal sealed class StoreException(string message, Exception innerException) : Exception(message, innerException);
