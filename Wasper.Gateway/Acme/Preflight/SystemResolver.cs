using System.Net;

namespace Wasper.Gateway.Acme.Preflight;

/// <summary>As every program on this machine does.</summary>
internal sealed class SystemResolver : INameResolver
{
    public async Task<IReadOnlyList<IPAddress>> ResolveAsync(string name, CancellationToken cancellationToken) =>
        [.. (await Dns.GetHostAddressesAsync(name, cancellationToken)).Distinct()];
}
