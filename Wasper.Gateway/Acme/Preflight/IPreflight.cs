namespace Wasper.Gateway.Acme.Preflight;

/// <summary>Tries what an issuer will do, before it costs an attempt.</summary>
internal interface IPreflight
{
    /// <summary>What is wrong with <paramref name="names"/>; nothing for those that an issuer should be able to validate.</summary>
    Task<IReadOnlyList<NameFault>> CheckAsync(IReadOnlyList<string> names, CancellationToken cancellationToken);
}
