using System.Net;
using System.Runtime.InteropServices;
using Microsoft.AspNetCore.Connections;
using Wasper.Gateway.Clients;
using Wasper.Gateway.Protection;

namespace Wasper.Gateway.Listening;

/// <summary>Bounds the open connections, all of them and each client's. What is over the bound is closed before a handshake has cost anything.</summary>
internal sealed class ConnectionLimit(LimitOptions options, TrustedProxies proxies, RefusalMetrics refusals)
{
    private readonly Dictionary<ClientKey, int> _clients = [];
    private readonly Lock _lock = new();
    private int _count;

    /// <summary>Connections that are open now.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _count;
            }
        }
    }

    public async Task AttendAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        ClientKey? client = connection.RemoteEndPoint is IPEndPoint peer && !proxies.Includes(peer.Address) ? ClientKey.Of(peer.Address) : null;
        if (!TryEnter(client))
        {
            return;
        }

        try
        {
            await next(connection);
        }
        finally
        {
            Leave(client);
        }
    }

    private bool TryEnter(ClientKey? client)
    {
        lock (_lock)
        {
            if (_count >= options.Connections)
            {
                refusals.Count(Refusal.Connections);
                return false;
            }

            if (client is { } key)
            {
                var own = _clients.GetValueOrDefault(key);
                if (own >= options.ClientConnections)
                {
                    refusals.Count(Refusal.ClientConnections);
                    return false;
                }

                _clients[key] = own + 1;
            }

            _count++;
            return true;
        }
    }

    private void Leave(ClientKey? client)
    {
        lock (_lock)
        {
            _count--;
            if (client is { } key && --CollectionsMarshal.GetValueRefOrNullRef(_clients, key) == 0)
            {
                _clients.Remove(key);
            }
        }
    }
}
