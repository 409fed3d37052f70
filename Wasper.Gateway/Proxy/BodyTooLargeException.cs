namespace Wasper.Gateway.Proxy;

/// <summary>Ends the forwarding of a request whose body turns out to be larger than the limit.</summary>
internal sealed class BodyTooLargeException() : IOException("The request body is larger than the gateway takes.");
