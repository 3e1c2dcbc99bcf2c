using System.Text.Json;
using System.Text.Json.Serialization;
using Troupe.Jobs.Nested;
using Troupe.Jobs.Pools;

namespace Troupe;

/// <summary>As that of <see cref="IProcessPool"/>, for code that declares the class.</summary>
internal sealed class ProcessPoolConverter : JsonConverter<ProcessPool>
{
    public override ProcessPool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        PoolMark.Read(ref reader);
        return new ProcessPool(NestedBackend.Instance);
    }

    public override void Write(Utf8JsonWriter writer, ProcessPool value, JsonSerializerOptions options) => PoolMark.Write(writer);
}
