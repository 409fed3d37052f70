using System.Globalization;
using Wasper.Gateway.Holding;

namespace Wasper.Gateway.Admin;

/// <summary>Pause and resume: what a deployment does around the restart of the app.</summary>
internal static class AppAdmin
{
    private static readonly TimeSpan _usual = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan _longest = TimeSpan.FromDays(1);

    public static void MapAppAdmin(this IEndpointRouteBuilder admin, IServiceProvider gateway)
    {
        var gate = gateway.GetRequiredService<AppGate>();
        admin.MapPost("/pause", IResult (string? seconds) =>
        {
            if (!TryReadSeconds(seconds, out var expected))
            {
                return AdminProblem.Of($"seconds '{seconds}' is not usable: give a whole number from 1 to {_longest.TotalSeconds:F0}.");
            }

            gate.PauseFor(expected);
            return TypedResults.Ok(AdminApi.AppState(gateway));
        });
        admin.MapPost("/resume", () =>
        {
            gate.Resume();
            return TypedResults.Ok(AdminApi.AppState(gateway));
        });
    }

    private static bool TryReadSeconds(string? text, out TimeSpan expected)
    {
        expected = _usual;
        if (text is null)
        {
            return true;
        }

        var isNumber = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds);
        expected = TimeSpan.FromSeconds(seconds);
        return isNumber && seconds > 0 && expected <= _longest;
    }
}
