using System.Net;
using System.Security.Cryptography;
using System.Text;
using Wasper.Gateway.Acme.Protocol.Messages;

namespace Wasper.Gateway.Acme.Protocol;

/// <summary>How one name is proven: the challenge that was chosen, and its answer.</summary>
internal sealed record Proof(Uri Authorization, IdentifierMessage Identifier, ChallengeType Type, Uri Challenge, string Token, string KeyAuthorization)
{
    /// <summary>What a TLS-ALPN-01 handshake names: for an address its reverse name (RFC 8738, section 6).</summary>
    public static string ServerName(string name) => IPAddress.TryParse(name, out var address) ? ReverseName.Of(address) : name;

    public Task PublishAsync(IChallengePublisher publisher, CancellationToken cancellationToken) => Type is ChallengeType.Http01
        ? publisher.PublishHttpAsync(Token, KeyAuthorization, cancellationToken)
        : publisher.PublishAlpnAsync(ServerName(Identifier.Value), SHA256.HashData(Encoding.ASCII.GetBytes(KeyAuthorization)), cancellationToken);

    public Task WithdrawAsync(IChallengePublisher publisher, CancellationToken cancellationToken) => Type is ChallengeType.Http01
        ? publisher.WithdrawHttpAsync(Token, cancellationToken)
        : publisher.WithdrawAlpnAsync(ServerName(Identifier.Value), cancellationToken);
}
