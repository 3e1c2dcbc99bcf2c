using System.Text.Json;
using System.Text.Json.Serialization;

namespace Troupe.Tests.Dummy;

/// <summary>Code of the program's that does not come to an end, in the process that submits jobs, before a spec lets it.</summary>
public static class Held
{
    private static readonly TimeSpan s_longest = TimeSpan.FromSeconds(60);

    private static readonly SemaphoreSlim s_entered = new(0);
    private static readonly ManualResetEventSlim s_released = new(initialState: true);

    /// <summary>Each time that such code begins.</summary>
    public static Task EnteredAsync(TimeSpan limit) => s_entered.WaitAsync(limit);

    public static void Hold() => s_released.Reset();

    public static void Release() => s_released.Set();

    /// <summary>Waits, unless it is inside a job.</summary>
    public static void Wait()
    {
        if (JobContext.TryGetCurrent() is not null || s_released.IsSet)
            return;
        s_entered.Release();
        s_released.Wait(s_longest);
    }

    /// <summary>Throws what takes its time to be made again.</summary>
    public static int Throw(string message) => throw new HeldException(message);

    /// <summary>Throws for one of the numbers.</summary>
    public static int ThrowFor5(int number) => number == 5 ? throw new HeldException("It is 5.") : number;

    /// <summary>Gives what takes its time to be decoded.</summary>
    public static HeldResult Give(int number) => new(number);
}

/// <summary>Its constructor may be held up.</summary>
public sealed class HeldException : Exception
{
    public HeldException(string message)
        : base(message) => Held.Wait();
}

/// <summary>Its converter may be held up.</summary>
[JsonConverter(typeof(Converter))]
public sealed record HeldResult(int Number)
{
    private sealed class Converter : JsonConverter<HeldResult>
    {
        public override HeldResult Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            Held.Wait();
            return new HeldResult(reader.GetInt32());
        }

        public override void Write(Utf8JsonWriter writer, HeldResult value, JsonSerializerOptions options) =>
            writer.WriteNumberValue(value.Number);
    }
}
