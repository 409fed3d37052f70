namespace Wasper.Gateway.Acme.Protocol.Transport;

/// <summary>Nonces that answers brought (RFC 8555, section 6.5), each handed out once, the newest first.</summary>
internal sealed class NoncePool(TimeProvider time)
{
    private const int Capacity = 16;

    /// <summary>Issuers forget nonces; asking for a new one costs a request without a signature, a forgotten one a request with.</summary>
    private static readonly TimeSpan _lifetime = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private readonly LinkedList<(string Nonce, long Since)> _nonces = [];

    public void Add(string? nonce)
    {
        if (nonce is null)
        {
            return;
        }

        lock (_lock)
        {
            _nonces.AddLast((nonce, time.GetTimestamp()));
            if (_nonces.Count > Capacity)
            {
                _nonces.RemoveFirst();
            }
        }
    }

    public string? Take()
    {
        lock (_lock)
        {
            if (_nonces.Last?.Value is not { } newest)
            {
                return null;
            }

            _nonces.RemoveLast();
            if (time.GetElapsedTime(newest.Since) < _lifetime)
            {
                return newest.Nonce;
            }

            // The others are older still.
            _nonces.Clear();
            return null;
        }
    }

    /// <summary>After a bad nonce: an issuer that has forgotten one has most likely forgotten the others.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _nonces.Clear();
        }
    }
}
