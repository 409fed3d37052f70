using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Wasper.Gateway.Acme;
using Wasper.Tests.Embedded;

namespace Wasper.Tests.Gateway.Acme;

/// <summary>What Pebble 2.4.0 lacks, put before it: ARI with <c>replaces</c> (RFC 9773), profiles, and faults.</summary>
internal sealed class IssuerFront : IAsyncDisposable
{
    private const string OrderPath = "/order-plz";
    private const string RenewalPath = "/ari/";
    private const string Problem = "urn:ietf:params:acme:error:";

    private readonly PebbleServer _pebble;
    private readonly WebApplication _app;
    private readonly HttpClient _client;
    private readonly ConcurrentDictionary<string, X509Certificate2> _issued = new();
    private readonly ConcurrentDictionary<string, (DateTimeOffset Start, DateTimeOffset End)> _windows = new();
    private readonly ConcurrentDictionary<string, bool> _replaced = new();

    private IssuerFront(PebbleServer pebble)
    {
        _pebble = pebble;
        _client = new HttpClient(new SocketsHttpHandler { SslOptions = GatewayUnderTest.Trust(pebble.TrustedRootPath), UseProxy = false, ActivityHeadersPropagator = null });
        var port = Loopback.FreePort();
        Directory = new Uri($"https://localhost:{port}/dir");
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.ListenLocalhost(port, listen => listen.UseHttps(pebble.ServerCertificate.Load())));
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    /// <summary>To be used in place of Pebble's; trusted by the same root.</summary>
    public Uri Directory { get; }

    /// <summary>Name and description.</summary>
    public Dictionary<string, string> Profiles { get; } = new() { ["classic"] = "As ever", ["shortlived"] = "For six days" };

    /// <summary>Sent with renewal information, in seconds.</summary>
    public int RetryAfter { get; set; } = 21600;

    /// <summary>Has ARI know no certificate.</summary>
    public bool SuggestsNothing { get; set; }

    /// <summary>Path and payload of all signed requests that were passed on or refused here; an empty payload is a POST-as-GET.</summary>
    public ConcurrentQueue<(string Path, string Payload)> Requests { get; } = [];

    /// <summary>The payloads of all newOrder requests.</summary>
    public IReadOnlyList<JsonObject> Orders => [.. Requests.Where(request => request.Path is OrderPath).Select(request => JsonNode.Parse(request.Payload)!.AsObject())];

    /// <summary>Called before a request is passed on; true where it answered.</summary>
    public Func<HttpContext, Task<bool>>? Before { get; set; }

    /// <summary>Called when Pebble has answered; true where another answer, or none, takes the place of Pebble's.</summary>
    public Func<HttpContext, Task<bool>>? After { get; set; }

    public static async Task<IssuerFront> StartAsync(PebbleServer pebble)
    {
        var front = new IssuerFront(pebble);
        await front._app.StartAsync(TestContext.Current.CancellationToken);
        return front;
    }

    /// <summary>Has ARI suggest this; without it, two days around the end of the second third of its life, or at once where it was revoked.</summary>
    public void Suggest(X509Certificate2 leaf, DateTimeOffset start, DateTimeOffset end) => _windows[AriCertificateId.Of(leaf)!] = (start, end);

    /// <summary>Has the next order that replaces <paramref name="leaf"/> refused with <c>alreadyReplaced</c>.</summary>
    public void MarkReplaced(X509Certificate2 leaf) => _replaced[AriCertificateId.Of(leaf)!] = true;

    /// <summary>A problem document, as an issuer sends it.</summary>
    public static async Task RefuseAsync(HttpContext context, int status, string type, string detail, int? retryAfter = null)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/problem+json";
        if (retryAfter is { } seconds)
        {
            context.Response.Headers.RetryAfter = $"{seconds}";
        }

        await context.Response.WriteAsync(new JsonObject { ["type"] = Problem + type, ["detail"] = detail, ["status"] = status }.ToJsonString());
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    private async Task HandleAsync(HttpContext context)
    {
        if (Before is { } before && await before(context))
        {
            return;
        }

        var path = context.Request.Path.Value!;
        if (path.StartsWith(RenewalPath, StringComparison.Ordinal))
        {
            await SuggestAsync(context, path[RenewalPath.Length..]);
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if (body.Length > 0)
        {
            Requests.Enqueue((path, Payload(body.ToArray())));
        }

        var order = path is OrderPath ? JsonNode.Parse(Payload(body.ToArray()))!.AsObject() : null;
        if (order is not null && await RefusesAsync(context, order))
        {
            return;
        }

        using var request = new HttpRequestMessage(new HttpMethod(context.Request.Method), new Uri(_pebble.Directory, path + context.Request.QueryString));
        request.Headers.Host = context.Request.Host.Value;
        if (body.Length > 0)
        {
            request.Content = new ByteArrayContent(body.ToArray());
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(context.Request.ContentType!);
        }

        using var answer = await _client.SendAsync(request, context.RequestAborted);
        var content = await answer.Content.ReadAsByteArrayAsync(context.RequestAborted);
        if (order?["replaces"]?.GetValue<string>() is { } replaced && answer.IsSuccessStatusCode)
        {
            _replaced[replaced] = true;
        }

        if (answer.Content.Headers.ContentType?.MediaType is "application/pem-certificate-chain")
        {
            var leaf = X509Certificate2.CreateFromPem(Encoding.ASCII.GetString(content));
            _issued[AriCertificateId.Of(leaf)!] = leaf;
        }

        if (After is { } after && await after(context))
        {
            return;
        }

        foreach (var header in answer.Headers.NonValidated.Where(header => header.Key is not "Transfer-Encoding"))
        {
            context.Response.Headers[header.Key] = header.Value.ToArray();
        }

        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = answer.Content.Headers.ContentType?.ToString();
        await context.Response.Body.WriteAsync(path is "/dir" ? Extend(content) : content, context.RequestAborted);
    }

    private byte[] Extend(byte[] directory)
    {
        var json = JsonNode.Parse(directory)!;
        json["renewalInfo"] = new Uri(Directory, RenewalPath.TrimEnd('/')).OriginalString;
        json["meta"]!["profiles"] = JsonSerializer.SerializeToNode(Profiles);
        return JsonSerializer.SerializeToUtf8Bytes(json);
    }

    private async Task SuggestAsync(HttpContext context, string id)
    {
        if (SuggestsNothing || !_issued.TryGetValue(id, out var leaf))
        {
            await RefuseAsync(context, StatusCodes.Status404NotFound, "malformed", "certificate not found");
            return;
        }

        var (start, end) = _windows.TryGetValue(id, out var window) ? window : await UsualWindowAsync(leaf);
        context.Response.Headers.RetryAfter = $"{RetryAfter}";
        await context.Response.WriteAsJsonAsync(new
        {
            suggestedWindow = new { start, end },
            explanationURL = "https://localhost/why",
        });
    }

    private async Task<(DateTimeOffset Start, DateTimeOffset End)> UsualWindowAsync(X509Certificate2 leaf)
    {
        if (await _pebble.ReadRevocationAsync(leaf) is not null)
        {
            return (leaf.NotBefore.AddHours(-2), leaf.NotBefore.AddHours(-1));
        }

        var middle = leaf.NotBefore + ((leaf.NotAfter - leaf.NotBefore) * 2 / 3);
        return (middle.AddDays(-1), middle.AddDays(1));
    }

    private async Task<bool> RefusesAsync(HttpContext context, JsonObject order)
    {
        if (order["profile"]?.GetValue<string>() is { } profile && !Profiles.ContainsKey(profile))
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "invalidProfile", $"no profile {profile}");
            return true;
        }

        if (order["replaces"]?.GetValue<string>() is { } replaces && _replaced.ContainsKey(replaces))
        {
            // RFC 9773, section 5.
            await RefuseAsync(context, StatusCodes.Status409Conflict, "alreadyReplaced", "there is a replacement already");
            return true;
        }

        return false;
    }

    private static string Payload(byte[] jws) =>
        Encoding.UTF8.GetString(Base64Url.DecodeFromChars(JsonNode.Parse(jws)!["payload"]!.GetValue<string>()));
}
