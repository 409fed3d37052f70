namespace Wasper.Gateway.Acme.Preflight;

/// <summary>For networks where names lead elsewhere than they do for an issuer.</summary>
internal sealed class NoPreflight : IPreflight
{
    public Task<IReadOnlyList<NameFault>> CheckAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<NameFault>>([]);
}
