"use client";

import { useState } from "react";

export default function Home() {
  const [count, setCount] = useState(0);
  return (
    <main>
      <h1>青禾文具</h1>
      <button onClick={() => setCount(count + 1)}>点了 {count} 次</button>
    </main>
  );
}
