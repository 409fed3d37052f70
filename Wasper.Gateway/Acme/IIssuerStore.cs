namespace Wasper.Gateway.Acme;

/// <summary>What one issuer has to remember. It holds private keys: only the owner may read it. A write is durable when it returns.</summary>
internal interface IIssuerStore
{
    Task<AcmeAccount?> ReadAccountAsync(CancellationToken cancellationToken);

    Task WriteAccountAsync(AcmeAccount account, CancellationToken cancellationToken);

    Task<PendingOrder?> ReadPendingOrderAsync(CancellationToken cancellationToken);

    /// <summary>Null forgets it.</summary>
    Task WritePendingOrderAsync(PendingOrder? order, CancellationToken cancellationToken);
}
