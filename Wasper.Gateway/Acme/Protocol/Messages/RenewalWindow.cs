namespace Wasper.Gateway.Acme.Protocol.Messages;

internal sealed record RenewalWindow(DateTimeOffset Start, DateTimeOffset End);
