using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Wasper.Gateway.Acme.Preflight;

/// <summary>Publishes an answer as for a challenge, and fetches it by each name: the way an issuer goes, from the name server to the gateway and back.</summary>
/// <remarks>What it cannot see is the way from the internet to here: a machine reaches its own public address by another one.</remarks>
/// <param name="fetches">Whether HTTP-01 is among the ways to prove control: only then port 80 has to lead here.</param>
internal sealed class NamePreflight(IChallengePublisher publisher, INameResolver resolver, ChallengeFetch fetch, bool fetches, TimeProvider time) : IPreflight
{
    private const int AtOnce = 8;

    private static readonly TimeSpan _resolveLimit = TimeSpan.FromSeconds(10);

    public async Task<IReadOnlyList<NameFault>> CheckAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var probe = new Probe($"wasper-preflight-{RandomNumberGenerator.GetHexString(32, lowercase: true)}", RandomNumberGenerator.GetHexString(32, lowercase: true));
        var faults = new NameFault?[names.Count];
        await publisher.PublishHttpAsync(probe.Token, probe.Answer, cancellationToken);
        try
        {
            await Parallel.ForAsync(
                0,
                names.Count,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                async (index, stop) => faults[index] = await CheckAsync(names[index], probe, stop));
        }
        finally
        {
            await publisher.WithdrawHttpAsync(probe.Token, CancellationToken.None);
        }

        return [.. faults.OfType<NameFault>()];
    }

    private async Task<NameFault?> CheckAsync(string name, Probe probe, CancellationToken cancellationToken)
    {
        IReadOnlyList<IPAddress> addresses;
        try
        {
            addresses = await ResolveAsync(name, cancellationToken);
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData
                ? Unresolved(name)
                : new NameFault(name, $"{name} cannot be resolved ({exception.Message.TrimEnd('.')}): see that this machine reaches its name server.", IsCertain: false);
        }

        if (addresses.Count == 0)
        {
            return Unresolved(name);
        }

        if (addresses.FirstOrDefault(address => AddressKind.Of(address) is not null) is { } hidden)
        {
            return new NameFault(
                name,
                $"{name} resolves to {hidden}, {AddressKind.Of(hidden)}, which an issuer on the internet cannot reach: point its DNS record at the public address of this machine, "
                + "or set Gateway:Acme:Preflight to false where the name resolves otherwise out there.",
                IsCertain: true);
        }

        return fetches ? await FetchAsync(name, addresses, probe, cancellationToken) : null;
    }

    /// <summary>An issuer may pick any of the addresses, and those of IPv6 first.</summary>
    private async Task<NameFault?> FetchAsync(string name, IReadOnlyList<IPAddress> addresses, Probe probe, CancellationToken cancellationToken)
    {
        var results = new List<(IPAddress Address, FetchFault? Fault)>();
        foreach (var address in addresses)
        {
            results.Add((address, await fetch.TryAsync(name, address, probe, cancellationToken)));
        }

        if (results.FirstOrDefault(result => result.Fault is { IsUntested: false }) is not { Fault: { } fault } bad)
        {
            return null;
        }

        var isOnlyV6 = bad.Address.AddressFamily is AddressFamily.InterNetworkV6 && results.Any(result => result.Fault is null);
        return isOnlyV6
            ? new NameFault(
                name,
                $"The AAAA record of {name} is wrong, and issuers prefer it to the A record, which is right: {fault.Sentence} Or remove the AAAA record.",
                fault.IsCertain)
            : new NameFault(name, fault.Sentence, fault.IsCertain);
    }

    private async Task<IReadOnlyList<IPAddress>> ResolveAsync(string name, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(name, out var itself))
        {
            return [itself];
        }

        using var limit = new CancellationTokenSource(_resolveLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            return await resolver.ResolveAsync(name, either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SocketException((int)SocketError.TryAgain);
        }
    }

    private static NameFault Unresolved(string name) =>
        new(name, $"{name} does not resolve: create an A record for it with the public address of this machine, or wait until it has spread.", IsCertain: true);
}
