using System.Text.Json.Serialization;

namespace Wasper.Gateway.Acme.Protocol.Messages;

/// <summary>RFC 9773, section 4.2.</summary>
internal sealed record RenewalInfoMessage(
    RenewalWindow SuggestedWindow, [property: JsonPropertyName("explanationURL")] string? ExplanationUrl = null);
