using System.Globalization;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Wasper.Benchmarks.Gateway;

/// <summary>The program that <see cref="MortalApp"/> runs: it writes down what it is sent, the body or else the query, before and after its work.</summary>
internal static class JournalApp
{
    /// <summary>The first argument; the port and the journal's path follow.</summary>
    public const string Command = "journal-app";

    /// <summary>Activepieces puts a webhook's payload into its queue before it answers; a kill in that time is what makes a webhook "maybe delivered".</summary>
    private static readonly TimeSpan _work = TimeSpan.FromMilliseconds(5);

    public static async Task<int> RunAsync(string port, string journal)
    {
        using var writer = new AppJournal(journal).OpenWriter();
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, int.Parse(port, CultureInfo.InvariantCulture)));
        await using var app = builder.Build();
        app.Run(context => HandleAsync(context, writer));
        await app.RunAsync();
        return 0;
    }

    private static async Task HandleAsync(HttpContext context, AppJournal.Writer journal)
    {
        using var reader = new StreamReader(context.Request.Body);
        if (await reader.ReadToEndAsync(context.RequestAborted) is not { Length: > 0 } request)
        {
            request = context.Request.QueryString.Value!.TrimStart('?');
        }

        // The gateway's own questions have neither.
        if (request.Length > 0)
        {
            journal.Begin(request);
            await Task.Delay(_work, CancellationToken.None);
            journal.End(request);
            context.Response.Headers["x-webhook-id"] = "appapppappappappappap";
        }

        await context.Response.WriteAsync("{}", context.RequestAborted);
    }
}
