using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Wasper.Gateway.Webhooks;

namespace Wasper.Gateway.Admin;

/// <summary>The deliveries in the spool: to list, to look at, to have sent to the app, to delete.</summary>
internal static class WebhookAdmin
{
    private const int DefaultCount = 100;
    private const int MostCount = 1000;

    private static readonly DeliveryState[] _states =
    [
        DeliveryState.Pending, DeliveryState.Sending, DeliveryState.Maybe, DeliveryState.Refused, DeliveryState.Expired, DeliveryState.Damaged,
    ];

    public static void MapWebhookAdmin(this IEndpointRouteBuilder admin, IServiceProvider gateway)
    {
        if (gateway.GetService<Spool>() is not { } spool)
        {
            admin.Map("/webhooks/{**rest}", () => AdminProblem.Of(
                "Webhooks are not taken to disk: set Gateway:Webhooks:Enabled (environment: Gateway__Webhooks__Enabled) to true.", StatusCodes.Status409Conflict));
            return;
        }

        admin.MapGet("/webhooks", IResult (string? flow, string? state, string? after, string? count) =>
            !TryReadState(state, out var known) ? WrongState(state)
            : !TryReadNumber(after, 0, long.MaxValue, out var first) ? WrongNumber(nameof(after), after, long.MaxValue)
            : !TryReadNumber(count, DefaultCount, MostCount, out var most) ? WrongNumber(nameof(count), count, MostCount)
            : TypedResults.Ok(spool.List(flow, known, first, (int)most)));
        admin.MapGet("/webhooks/{id:long}", async Task<IResult> (long id) =>
            await spool.ShowAsync(id) is { } details ? TypedResults.Ok(details) : Unknown(id));
        admin.MapGet("/webhooks/{id:long}/body", async Task<IResult> (long id) =>
            await spool.ExportAsync(id) is { } request ? TypedResults.Stream(request.Body, "application/octet-stream") : Unknown(id));
        admin.MapPost("/webhooks/{id:long}/replay", IResult (long id) =>
            spool.Replay(id) ? TypedResults.Ok(new { Replayed = 1 }) : Unknown(id, "waits for an operator"));
        admin.MapDelete("/webhooks/{id:long}", IResult (long id) =>
            spool.Delete(id) ? TypedResults.Ok(new { Deleted = 1 }) : Unknown(id, "can be deleted now"));

        // Not without a state: what is pending is delivered by itself, and nobody deletes it by leaving something out.
        admin.MapPost("/webhooks/replay", IResult (string? flow, string? state) =>
            TryReadState(state, out var known) && known?.IsAside() == true ? TypedResults.Ok(new { Replayed = spool.ReplayAll(flow, known.Value) }) : WrongState(state));
        admin.MapDelete("/webhooks", IResult (string? flow, string? state) =>
            TryReadState(state, out var known) && known?.IsAside() == true ? TypedResults.Ok(new { Deleted = spool.DeleteAll(flow, known.Value) }) : WrongState(state));
    }

    private static bool TryReadState(string? text, out DeliveryState? state)
    {
        state = text is null ? null : _states.Cast<DeliveryState?>().FirstOrDefault(known => string.Equals($"{known}", text, StringComparison.OrdinalIgnoreCase));
        return text is null == state is null;
    }

    private static bool TryReadNumber(string? text, long fallback, long most, out long number)
    {
        number = fallback;
        return text is null || (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= most);
    }

    private static ProblemHttpResult WrongNumber(string name, string? value, long most) =>
        AdminProblem.Of($"{name} '{value}' is not usable: give a whole number from 0 to {most}.");

    private static ProblemHttpResult WrongState(string? state) => AdminProblem.Of(
        $"state '{state}' is not usable: give one of {string.Join(", ", _states.Where(known => known.IsAside()).Select(known => $"{known}".ToLowerInvariant()))}"
        + ", or for a list pending or sending too.");

    private static ProblemHttpResult Unknown(long id, string quality = "can be read") =>
        AdminProblem.Of($"There is no delivery {id} that {quality}: GET /webhooks lists them.", StatusCodes.Status404NotFound);
}
