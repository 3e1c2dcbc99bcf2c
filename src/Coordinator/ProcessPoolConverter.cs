using System.Text.Json;
using System.Text.Json.Serialization;
using Troupe.Jobs;
using Troupe.Links.Jobs;

namespace Troupe;

/// <summary>Lets a pool be captured by its own jobs: it travels as a mark and arrives as the pool that runs the job.</summary>
internal sealed class ProcessPoolConverter : JsonConverter<ProcessPool>
{
    private const string Mark = "pool";

    public override ProcessPool Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.GetString() != Mark)
            throw new JsonException("A pool travels only into its own jobs.");
        return JobScope.Current is not null ? new ProcessPool(NestedBackend.Instance) : throw new JsonException("A pool cannot be part of a result.");
    }

    public override void Write(Utf8JsonWriter writer, ProcessPool value, JsonSerializerOptions options) => writer.WriteStringValue(Mark);
}
