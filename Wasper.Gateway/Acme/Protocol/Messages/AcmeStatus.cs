using System.Text.Json.Serialization;

namespace Wasper.Gateway.Acme.Protocol.Messages;

/// <summary>States of accounts, orders, authorizations and challenges (RFC 8555, section 7.1.6).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AcmeStatus>))]
internal enum AcmeStatus
{
    [JsonStringEnumMemberName("pending")]
    Pending,
    [JsonStringEnumMemberName("ready")]
    Ready,
    [JsonStringEnumMemberName("processing")]
    Processing,
    [JsonStringEnumMemberName("valid")]
    Valid,
    [JsonStringEnumMemberName("invalid")]
    Invalid,
    [JsonStringEnumMemberName("deactivated")]
    Deactivated,
    [JsonStringEnumMemberName("expired")]
    Expired,
    [JsonStringEnumMemberName("revoked")]
    Revoked,
}
