namespace Wasper.Gateway.Admin;

internal static class AdminServices
{
    /// <summary>Adds the admin endpoint where it has a socket.</summary>
    public static void AddAdmin(this IServiceCollection services, AdminListener? listener)
    {
        if (listener is null)
        {
            return;
        }

        services.AddSingleton(listener);
        services.AddHostedService<AdminServer>();
    }
}
