namespace Wasper.Gateway.Acme;

/// <summary>What one issuer has to remember. It holds private keys: only the owner may read it. A write is durable when it returns.</summary>
internal interface IIssuerStore
{
    Task<AcmeAccount?> ReadAccountAsync(CancellationToken cancellationToken);

    Task WriteAccountAsync(AcmeAccount account, CancellationToken cancellationToken);

    /// <summary>The order under way for exactly these names, as <see cref="PendingOrder.Names"/> has them; null where there is none.</summary>
    Task<PendingOrder?> ReadPendingOrderAsync(IReadOnlyList<string> names, CancellationToken cancellationToken);

    /// <summary>Takes the place of one for the same names.</summary>
    Task WritePendingOrderAsync(PendingOrder order, CancellationToken cancellationToken);

    /// <summary>Forgetting what is not there is no failure.</summary>
    Task ForgetPendingOrderAsync(IReadOnlyList<string> names, CancellationToken cancellationToken);
}
