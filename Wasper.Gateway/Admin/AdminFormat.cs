using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Wasper.Gateway.Admin;

/// <summary>How the admin endpoint writes JSON: for people to read as well.</summary>
internal static class AdminFormat
{
    public static void UseAdminFormat(this JsonSerializerOptions options)
    {
        options.WriteIndented = true;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.Never;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        options.TypeInfoResolverChain.Add(new DefaultJsonTypeInfoResolver());
    }
}
