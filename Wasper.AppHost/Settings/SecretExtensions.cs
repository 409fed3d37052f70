namespace Wasper.AppHost.Settings;

internal static class SecretExtensions
{
    /// <summary>
    /// A secret of 32 hexadecimal characters (16 random bytes; what AP_ENCRYPTION_KEY has to be, and enough for the others). In run mode it is made
    /// once and kept in the user secrets.
    /// </summary>
    public static IResourceBuilder<ParameterResource> AddSecret(this IDistributedApplicationBuilder builder, string name)
        => builder.AddParameter(name, new RandomHex(16), secret: true, persist: true);
}
