namespace Wasper.Gateway.Acme.Protocol.Messages;

/// <summary>RFC 8555, section 7.1.3.</summary>
internal sealed record OrderMessage(
    AcmeStatus Status, IReadOnlyList<Uri> Authorizations, Uri Finalize, Uri? Certificate = null, ProblemMessage? Error = null);
