using System.Net;
using System.Net.Sockets;
using Wasper.Gateway.Acme.Challenges;

namespace Wasper.Gateway.Acme.Preflight;

/// <summary>Fetches a challenge as an issuer does: by HTTP from port 80 of one address, along redirects, whatever certificate lies on the way (RFC 8555, section 8.3).</summary>
/// <param name="listensOn">The gateway's own HTTP port, for the remedy.</param>
/// <param name="port">Always 80, but in tests.</param>
internal sealed class ChallengeFetch(int listensOn, TimeProvider time, int port = 80)
{
    /// <summary>As Let's Encrypt follows them.</summary>
    private const int MostRedirects = 10;

    /// <summary>An answer is some 90 bytes long: what is longer is a page.</summary>
    private const int MostBytes = 64 * 1024;

    private static readonly TimeSpan _connectLimit = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(10);

    /// <summary>Where a connection to an address and port really goes. Tests have no public addresses.</summary>
    public Func<IPAddress, int, IPEndPoint> Connect { get; init; } = (address, port) => new IPEndPoint(address, port);

    /// <summary>Null where the answer came.</summary>
    public async Task<FetchFault?> TryAsync(string name, IPAddress address, Probe probe, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(_limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var client = CreateClient(name, address);
        var host = address.ToString() == name && address.AddressFamily is AddressFamily.InterNetworkV6 ? $"[{name}]" : name;
        var start = new UriBuilder("http", host, port, HttpChallengeStep.Prefix + probe.Token).Uri;
        try
        {
            return await FollowAsync(client, start, name, address, probe, either.Token);
        }
        catch (HttpRequestException exception)
        {
            return Unreached(name, address, exception);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Silent(name, address);
        }
    }

    private static async Task<FetchFault?> FollowAsync(HttpClient client, Uri start, string name, IPAddress address, Probe probe, CancellationToken cancellationToken)
    {
        var seen = new HashSet<Uri>();
        for (var uri = start; ;)
        {
            if (!seen.Add(uri) || seen.Count > MostRedirects)
            {
                return new FetchFault(
                    $"{name} ({address}) redirects {start.AbsolutePath} in circles, last to {uri}: "
                    + $"let whatever is in front of the gateway pass {HttpChallengeStep.Prefix} on as it is.",
                    IsCertain: true);
            }

            using var response = await client.GetAsync(uri, cancellationToken);
            if (response.Headers.Location is { } location && (int)response.StatusCode is >= 300 and < 400)
            {
                uri = new Uri(uri, location);
                continue;
            }

            var answer = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.StatusCode is HttpStatusCode.OK && answer.Trim() == probe.Answer ? null : Foreign(name, address, response);
        }
    }

    private HttpClient CreateClient(string name, IPAddress address)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            ConnectTimeout = _connectLimit,
            ConnectCallback = async (context, cancellationToken) =>
            {
                var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                try
                {
                    var isName = context.DnsEndPoint.Host.Trim('[', ']') == name;
                    await (isName
                        ? socket.ConnectAsync(Connect(address, context.DnsEndPoint.Port), cancellationToken)
                        : socket.ConnectAsync(context.DnsEndPoint, cancellationToken));
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        };

        // The issuer does not look at certificates here: there may not be a good one yet. Nothing secret goes this way.
#pragma warning disable CA5359
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359
        return new HttpClient(handler) { MaxResponseContentBufferSize = MostBytes, Timeout = Timeout.InfiniteTimeSpan };
    }

    private FetchFault Unreached(string name, IPAddress address, HttpRequestException exception) => (exception.InnerException as SocketException)?.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => new FetchFault(
            $"{name} ({address}) refuses connections on port {port}: let port {port} there lead to the gateway's HTTP port {listensOn}, and see that DNS names the right machine.",
            IsCertain: false),
        SocketError.NetworkUnreachable or SocketError.AddressFamilyNotSupported or SocketError.AddressNotAvailable when address.AddressFamily is AddressFamily.InterNetworkV6 =>
            new FetchFault($"This machine has no IPv6 to try {address} of {name} with.", IsCertain: false, IsUntested: true),
        SocketError.TimedOut => Silent(name, address),
        _ when exception.InnerException is TimeoutException => Silent(name, address),
        _ => new FetchFault(
            $"{name} ({address}) does not answer as a web server on port {port} ({(exception.InnerException ?? exception).Message.TrimEnd('.')}): "
            + $"let port {port} there lead to the gateway's HTTP port {listensOn}.",
            IsCertain: false),
    };

    private FetchFault Silent(string name, IPAddress address) => new(
        $"{name} ({address}) does not answer on port {port}: open the port in the firewall or the cloud's security group, and let it lead to the gateway's HTTP port {listensOn}.",
        IsCertain: false);

    private static FetchFault Foreign(string name, IPAddress address, HttpResponseMessage response)
    {
        var status = (int)response.StatusCode;
        var server = response.Headers.NonValidated.TryGetValues("Server", out var values) ? values.ToString() : "";
        if (server.Contains("cloudflare", StringComparison.OrdinalIgnoreCase) || response.Headers.Contains("CF-RAY"))
        {
            return new FetchFault(
                $"Cloudflare in front of {name} answers {status} for {HttpChallengeStep.Prefix} itself: "
                + "let it pass that path on to this gateway, without a redirect or a firewall rule of its own.",
                IsCertain: true);
        }

        var who = server.Length == 0 ? "another program" : $"another program ({server})";
        return new FetchFault(
            $"{name} ({address}) is answered by {who} with status {status}: point its DNS record, or port 80 there, at this gateway.", IsCertain: true);
    }
}
